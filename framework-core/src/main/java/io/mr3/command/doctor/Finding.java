package io.mr3.command.doctor;

/**
 * What one check found.
 *
 * @param check what was looked at, in a word or two
 * @param found in one line
 * @param hint what to do about it; empty if nothing needs to be done
 */
public record Finding(String check, boolean isGood, String found, String hint) {
    static Finding good(String check, String found) {
        return new Finding(check, true, found, "");
    }

    static Finding bad(String check, String found, String hint) {
        return new Finding(check, false, found, hint);
    }
}
