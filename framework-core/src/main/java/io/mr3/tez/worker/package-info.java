/**
 * What an attempt of a Tez DAG is made of: its own root thread, on which Tez's task runner is built and run, its share
 * of the worker's memory, and the reporter that pushes what it says. The only place of the worker that knows Tez's
 * types.
 */
package io.mr3.tez.worker;
