package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.ShellOptions.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellOptionsTest {
    @Test
    void runsOnMr3UnlessToldOtherwise() {
        ShellOptions options = ShellOptions.parse(List.of("-e", "select 1"));

        assertEquals(new ShellOptions(Request.RUN, EngineChoice.MR3, List.of("-e", "select 1")), options);
    }

    @Test
    void takesTheEngineAndLeavesTheRestToHiveInOrder() {
        List<String> words = List.of("-S", "--engine=tez", "--hivevar", "a=1", "-f", "x.sql");

        ShellOptions options = ShellOptions.parse(words);

        assertEquals(EngineChoice.TEZ, options.engine());
        assertEquals(List.of("-S", "--hivevar", "a=1", "-f", "x.sql"), options.hiveArguments());
        assertEquals(
                EngineChoice.TEZ, ShellOptions.parse(List.of("--engine", "tez")).engine());
    }

    @Test
    void aValueThatLooksLikeAnOptionStaysAValue() {
        ShellOptions options = ShellOptions.parse(List.of("-e", "--engine=tez", "-f", "--help"));

        assertEquals(Request.RUN, options.request());
        assertEquals(EngineChoice.MR3, options.engine());
        assertEquals(List.of("-e", "--engine=tez", "-f", "--help"), options.hiveArguments());
    }

    @Test
    void answersHelpAndVersionItself() {
        assertEquals(Request.HELP, ShellOptions.parse(List.of("--help")).request());
        assertEquals(Request.HELP, ShellOptions.parse(List.of("-H")).request());
        assertEquals(Request.VERSION, ShellOptions.parse(List.of("--version")).request());
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark", "MR3", ""})
    void namesTheEnginesThatThereAre(String word) {
        BadInput thrown = assertThrows(BadInput.class, () -> ShellOptions.parse(List.of("--engine=" + word)));

        assertEquals("--engine takes mr3 or tez, not '" + word + "'", thrown.getMessage());
    }

    @Test
    void anEngineWithoutAWordIsRefused() {
        assertThrows(BadInput.class, () -> ShellOptions.parse(List.of("-S", "--engine")));
    }

    @Test
    void tellsAPromptFromAScript() {
        assertTrue(ShellOptions.parse(List.of("-S", "-i", "-e")).readsStandardInput());
        assertFalse(ShellOptions.parse(List.of("-e", "select 1")).readsStandardInput());
        assertFalse(ShellOptions.parse(List.of("-f", "x.sql")).readsStandardInput());
    }

    @Test
    void findsTheKeysGivenByHiveconfOnly() {
        ShellOptions options = ShellOptions.parse(
                List.of("--hiveconf", "a.b=1", "-e", "--hiveconf", "-hiveconf", "c=x=y", "--hivevar", "d=1"));

        assertEquals(List.of("a.b", "c"), List.copyOf(options.hiveconf().keySet()));
    }
}
