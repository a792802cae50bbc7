/**
 * The command {@code bin/mr3-cluster}: starts, ends and shows a standalone cluster. It knows master and agents as processes
 * that tell of themselves in their directories, and the master as an operator does.
 */
package io.mr3.rm.standalone.command;
