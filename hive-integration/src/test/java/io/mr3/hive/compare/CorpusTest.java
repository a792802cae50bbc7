package io.mr3.hive.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusTest {
    @Test
    void mendsWhatHiveDoesNotParse() {
        String text = "-- a comment\n\nselect t.a from t where x between .06 - 0.01 and .06 + 1.5;\n";
        assertEquals("select t.a from t where x between 0.06 - 0.01 and 0.06 + 1.5", Corpus.mend(text));
    }

    @Test
    void holdsTheBasics() {
        List<Statement> basics = Corpus.tpchBasics();
        assertEquals(
                List.of("tpch q1", "tpch q3", "tpch q6", "tpch q13", "tpch q18"),
                basics.stream().map(Statement::name).toList());
        assertFalse(basics.get(1).comparable().contains("limit"));
    }

    @Test
    void holdsAllOfTpcds() {
        List<String> names = Corpus.tpcds().stream().map(Statement::name).toList();
        assertEquals(103, names.size());
        assertEquals(List.of("tpcds q13", "tpcds q14a", "tpcds q14b", "tpcds q15"), names.subList(12, 16));
    }
}
