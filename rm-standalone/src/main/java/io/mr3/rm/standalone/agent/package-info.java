/**
 * The node agent: one process per host, which starts ContainerWorkers for the master, watches them, and finds them again when
 * it was started anew itself. {@link io.mr3.rm.standalone.agent.NodeAgent} decides, on one mailbox; what it needs of the host
 * stands behind small interfaces.
 */
package io.mr3.rm.standalone.agent;
