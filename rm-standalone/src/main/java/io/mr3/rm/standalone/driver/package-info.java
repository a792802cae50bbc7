/**
 * The application's side of a standalone cluster: obtains ContainerWorkers for a DAGAppMaster from the cluster's master, and
 * goes on when either the connection or the master is lost for a while.
 */
package io.mr3.rm.standalone.driver;
