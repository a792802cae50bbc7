/**
 * The state of one DAG and what drives it; all of it belongs to the DAG's mailbox.
 *
 * <p>{@link io.mr3.am.dag.DagRunner} is the way in. A message from client, group, worker or I/O thread becomes a step of the
 * agenda; parts of the DAG tell each other by further steps, so that none runs inside another, and a message is over when
 * all that follows from it is done. DAG, vertex, task and attempt each have a machine that decides (a declared table, no
 * data, no effects of its own) and an entity that acts. At the end of a turn, what workers must hear goes out once per
 * worker, and the status is published if it has changed.
 *
 * <p>Invariants: each lease that was asked for ends once, and an attempt that has ended says nothing more. An output event
 * reaches each worker of its consumers once, in the order of the edge's log; an output declared failed is withdrawn before
 * its successor is announced. Input initialisers hear of each source task once. A DAG in which nothing can happen any more
 * fails, so that every DAG ends.
 */
package io.mr3.am.dag;
