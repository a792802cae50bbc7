package io.mr3.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.XMLConfiguration;
import org.apache.commons.configuration2.convert.DisabledListDelimiterHandler;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.io.FileHandler;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.xml.sax.helpers.DefaultHandler;

/** Reads {@code mr3-site.xml} or {@code mr3-site.properties} as it stands: no includes, entities or substitution. */
final class SiteFile {
    private SiteFile() {}

    /** @throws ConfigException if the file is missing, malformed, or holds a key twice */
    static Map<String, String> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return file.toString().endsWith(".xml") ? xml(file, reader) : properties(file, reader);
        } catch (IOException | ConfigurationException | ParserConfigurationException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new ConfigException(List.of("cannot read " + file + ": " + reason));
        }
    }

    private static Map<String, String> properties(Path file, Reader reader) throws ConfigurationException, IOException {
        PropertiesConfiguration properties = new PropertiesConfiguration();
        properties.setIncludesAllowed(false);
        properties.setListDelimiterHandler(DisabledListDelimiterHandler.INSTANCE);
        properties.read(reader);
        Map<String, String> values = new LinkedHashMap<>();
        properties.getKeys().forEachRemaining(name -> {
            if (!(properties.getProperty(name) instanceof String text)) {
                throw twice(file, name);
            }
            values.put(name, text);
        });
        return values;
    }

    private static Map<String, String> xml(Path file, Reader reader)
            throws ConfigurationException, ParserConfigurationException {
        XMLConfiguration xml = new XMLConfiguration();
        xml.setDocumentBuilder(harmless());
        xml.setListDelimiterHandler(DisabledListDelimiterHandler.INSTANCE);
        new FileHandler(xml).load(reader);
        Map<String, String> values = new LinkedHashMap<>();
        for (HierarchicalConfiguration<ImmutableNode> property : xml.configurationsAt("property")) {
            Object name = property.getProperty("name");
            if (name == null) {
                throw new ConfigException(List.of("cannot read " + file + ": a <property> has no <name>"));
            }
            Object text = property.getProperty("value");
            if (values.put(name.toString().strip(), text == null ? "" : text.toString()) != null) {
                throw twice(file, name.toString());
            }
        }
        return values;
    }

    /** A parser that fetches nothing and knows no document types. */
    private static DocumentBuilder harmless() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setXIncludeAware(false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler()); // throws, where the default prints to the console
        return builder;
    }

    private static ConfigException twice(Path file, String name) {
        return new ConfigException(List.of(name + " is set twice (" + file + ")"));
    }
}
