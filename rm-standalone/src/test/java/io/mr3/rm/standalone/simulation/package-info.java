/** Whole standalone clusters on virtual time: real masters; simulated agents, applications, disks and connections. */
package io.mr3.rm.standalone.simulation;
