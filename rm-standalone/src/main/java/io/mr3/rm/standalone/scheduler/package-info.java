/** Which request gets room on which node of a standalone cluster, and the one ledger of what is given out. Pure: no time, no I/O. */
package io.mr3.rm.standalone.scheduler;
