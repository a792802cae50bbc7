package io.mr3.hive.shell;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * What an engine learns about the shell that it is attached to.
 *
 * @param data where to keep files
 * @param configuration Hive's configuration as the session will have it, without the engine's own settings; read only
 * @param hiveconf what the user gave with {@code --hiveconf}, by key
 */
public record ShellSettings(DataDirectory data, Configuration configuration, Map<String, String> hiveconf) {}
