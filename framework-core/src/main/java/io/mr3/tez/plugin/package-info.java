/**
 * Runs a DAG's input initialisers and output committers for whoever hosts them: the master, or, for DAGs with files of
 * their session, a worker.
 */
package io.mr3.tez.plugin;
