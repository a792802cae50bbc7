package io.mr3.config;

import java.util.List;

/** The keys that one part of mr3 declares; found by {@link java.util.ServiceLoader}, so that any module can add its own. */
public interface ConfigKeys {
    /** Heading of these keys in the reference. */
    String title();

    /** All keys of this part, in the order of the reference. */
    List<ConfigKey<?>> keys();
}
