/**
 * The ContainerWorker: a process, or part of the client's, that runs attempts for a ContainerGroup. One mailbox owns
 * its state and obeys the group's orders in their order; what an attempt is made of is behind {@link
 * io.mr3.worker.TaskHost}.
 */
package io.mr3.worker;
