/** What the master of a standalone cluster must not forget, on its disk. */
package io.mr3.rm.standalone.journal;
