/**
 * Hive's columnar cache (LLAP I/O) as a DaemonTask of a ContainerGroup.
 */
package io.mr3.llap;
