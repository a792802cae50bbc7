/**
 * Obtains ContainerWorkers from YARN through the SPI of {@code io.mr3.rm}, and launches the DAGAppMaster as a YARN
 * application.
 */
package io.mr3.rm.yarn;
