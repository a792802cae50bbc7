/** DaemonTasks in the DAGAppMaster: each on a mailbox of its own, its history with the group that it belongs to. */
package io.mr3.am.daemon;
