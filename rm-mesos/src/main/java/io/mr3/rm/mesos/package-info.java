/**
 * Obtains ContainerWorkers from Mesos: a driver of the SPI of {@code io.mr3.rm} that speaks the v1 scheduler API.
 */
package io.mr3.rm.mesos;
