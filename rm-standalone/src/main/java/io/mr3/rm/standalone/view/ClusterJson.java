package io.mr3.rm.standalone.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

/** A view as JSON: one object whose fields are called as the records' components. Thread-safe. */
public final class ClusterJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final ObjectWriter WRITER = JSON.writerFor(ClusterView.class);
    private static final ObjectReader READER = JSON.readerFor(ClusterView.class);

    private ClusterJson() {}

    /** The whole view. */
    public static String write(ClusterView view) {
        try {
            return WRITER.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view holds nothing but text, numbers, lists and maps", e);
        }
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws IllegalArgumentException in one line, if it is something else
     */
    public static ClusterView read(String text) {
        try {
            return READER.readValue(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected a view of a cluster as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
