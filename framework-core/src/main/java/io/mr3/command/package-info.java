/** The command {@code bin/mr3}: what people ask of DAGAppMasters, settings and the machine. */
package io.mr3.command;
