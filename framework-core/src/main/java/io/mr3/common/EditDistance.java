package io.mr3.common;

/** How many characters must be inserted, deleted or replaced to turn one text into another (Levenshtein's distance). */
public final class EditDistance {
    private EditDistance() {}

    /** The distance, 0 if they are equal. */
    public static int between(String from, String to) {
        // costs[j]: from the first i characters of one text to the first j of the other
        int[] costs = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return costs[to.length()];
    }
}
