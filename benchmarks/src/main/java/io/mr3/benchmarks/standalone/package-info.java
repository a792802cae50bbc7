/** What the master of a standalone cluster costs, with simulated agents and applications. */
package io.mr3.benchmarks.standalone;
