package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of a server.
 *
 * @param hiveconf settings, by key; the last of a key wins
 * @param rest all other words, in order
 */
record ServiceOptions(Map<String, String> hiveconf, List<String> rest) {
    static ServiceOptions parse(List<String> words) {
        Map<String, String> hiveconf = new LinkedHashMap<>();
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--hiveconf") || word.equals("-hiveconf")) {
                i++;
                String[] pair = i == words.size() ? new String[0] : words.get(i).split("=", 2);
                if (pair.length < 2) {
                    throw new BadInput(
                            word + " takes key=value, got '" + (i == words.size() ? "nothing" : words.get(i)) + "'");
                }
                hiveconf.put(pair[0], pair[1]);
            } else if (word.startsWith("--engine")) {
                throw new BadInput("--engine is for Hive's shell; services run on mr3");
            } else {
                rest.add(word);
            }
        }
        return new ServiceOptions(hiveconf, rest);
    }
}
