package io.mr3.rm.standalone;

import io.mr3.rm.standalone.proto.Constraints;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where an application's workers may be at all, however long they wait.
 *
 * @param spread what no two of them may share
 * @param labels that each of their nodes must have: {@code name}, or {@code name=value} for that value alone
 */
public record PlacementConstraints(Spread spread, List<String> labels) {
    public static final PlacementConstraints NONE = new PlacementConstraints(Spread.NONE, List.of());

    private static final Pattern LABEL = Pattern.compile("\\s*[^=\\s][^=]*(=.*)?");

    /** @throws IllegalArgumentException in one line, if a label is none */
    public PlacementConstraints {
        labels = List.copyOf(labels);
        for (String label : labels) {
            if (!isLabel(label)) {
                throw new IllegalArgumentException("labels: expected name or name=value items, got '" + label + "'");
            }
        }
    }

    /** Whether it is {@code name} or {@code name=value}. */
    public static boolean isLabel(String item) {
        return LABEL.matcher(item).matches();
    }

    /** @throws IllegalArgumentException in one line, if a newer application demands what is not known here */
    public static PlacementConstraints of(Constraints message) {
        Spread spread =
                switch (message.getSpread()) {
                    case NONE -> Spread.NONE;
                    case HOST -> Spread.HOST;
                    case RACK -> Spread.RACK;
                    case UNRECOGNIZED ->
                        throw new IllegalArgumentException(
                                "spread: expected none, host or rack, got number " + message.getSpreadValue());
                };
        return new PlacementConstraints(spread, message.getLabelsList());
    }

    /** As messages and the journal have it. */
    public Constraints message() {
        return Constraints.newBuilder()
                .setSpread(
                        switch (spread) {
                            case NONE -> Constraints.Spread.NONE;
                            case HOST -> Constraints.Spread.HOST;
                            case RACK -> Constraints.Spread.RACK;
                        })
                .addAllLabels(labels)
                .build();
    }

    /** Whether a node with these labels has all that are demanded. */
    public boolean admits(Map<String, String> labelsOfNode) {
        for (String label : labels) {
            int equals = label.indexOf('=');
            boolean has = equals < 0
                    ? labelsOfNode.containsKey(label.strip())
                    : label.substring(equals + 1)
                            .strip()
                            .equals(labelsOfNode.get(label.substring(0, equals).strip()));
            if (!has) {
                return false;
            }
        }
        return true;
    }
}
