/**
 * Cluster manager of the project itself: a master and one node agent per host, with the driver that obtains
 * ContainerWorkers from them through the SPI of {@code io.mr3.rm}.
 */
package io.mr3.rm.standalone;
