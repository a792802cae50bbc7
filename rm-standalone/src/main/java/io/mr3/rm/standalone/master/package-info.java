/**
 * The master of a standalone cluster: which nodes there are, which applications want workers, and which worker belongs where.
 * All of its state is on one mailbox; it reaches agents and applications through the connections that they have made.
 */
package io.mr3.rm.standalone.master;
