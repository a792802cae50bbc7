package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Beeline, Hive's shell over JDBC. Its classes are on the class path of this service alone. */
final class BeelineService {
    private static final String MAIN = "org.apache.hive.beeline.BeeLine";
    private static final String EMBEDDED = "jdbc:hive2:///?(;.*)?";

    int run(List<String> words) throws Throwable {
        int url = words.indexOf("-u") + 1;
        if (url > 0 && url < words.size() && words.get(url).matches(EMBEDDED)) {
            throw new BadInput("-u: expected jdbc:hive2://host:port/…, got '" + words.get(url)
                    + "'; a HiveServer2 inside Beeline is not offered, bin/hive needs none");
        }
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) words.toArray(String[]::new));
            return 0;
        } catch (ReflectiveOperationException e) {
            throw e instanceof InvocationTargetException thrown
                    ? thrown.getCause()
                    : new BadInput("Beeline is not on the class path: " + e, e);
        }
    }
}
