/**
 * Workers on this host: as child processes, or as one thread of this JVM. The thread form exists for a shell that runs
 * alone; it cannot be fenced.
 */
package io.mr3.rm.local;
