/**
 * Where workers come from. A resource manager is a {@link io.mr3.rm.ResourceManagerProvider} found by
 * {@link java.util.ServiceLoader}; it makes one {@link io.mr3.rm.ResourceManagerDriver} per DAGAppMaster. No type of a
 * vendor appears here. How many workers are wanted, retries and back-off are decided by the caller, never by a driver.
 */
package io.mr3.rm;
