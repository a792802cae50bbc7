package mr3.examples.lookup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The table of this process. Read by any task at any time. */
final class LookupTable {
    private static final Map<String, String> VALUES = new ConcurrentHashMap<>();

    private LookupTable() {}

    /** The value of a key, or null. */
    static String get(String key) {
        return VALUES.get(key);
    }

    static void clear() {
        VALUES.clear();
    }

    /** An event is a key, a tab and its value, or a key alone that has none any more. */
    static void apply(String event) {
        int tab = event.indexOf('\t');
        if (tab < 0) {
            VALUES.remove(event);
        } else {
            VALUES.put(event.substring(0, tab), event.substring(tab + 1));
        }
    }
}
