/** How to start JVMs of ours. */
package io.mr3.common.processes;
