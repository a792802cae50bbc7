package io.mr3.hive.shell;

import org.apache.hadoop.conf.Configuration;

/**
 * What an engine learns about the shell that it is attached to.
 *
 * @param data where to keep files
 * @param configuration Hive's configuration as the session will have it, without the engine's own settings; read only
 */
public record ShellSettings(DataDirectory data, Configuration configuration) {}
