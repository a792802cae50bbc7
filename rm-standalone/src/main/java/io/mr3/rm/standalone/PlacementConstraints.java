package io.mr3.rm.standalone;

import io.mr3.rm.standalone.proto.Constraints;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where an application's workers may be at all, however long they wait.
 *
 * @param spread what no two of them may share
 * @param labels that each of their nodes must have: {@code name}, or {@code name=value} for that value alone
 */
public record PlacementConstraints(Spread spread, List<String> labels) {
    public static final PlacementConstraints NONE = new PlacementConstraints(Spread.NONE, List.of());

    /** @throws IllegalArgumentException in one line, if a label is none */
    public PlacementConstraints {
        labels = List.copyOf(labels);
        for (String label : labels) {
            if (!Label.isLabel(label)) {
                throw new IllegalArgumentException("labels: expected name or name=value items, got '" + label + "'");
            }
        }
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

    /** Tells, for the labels of a node, whether they are all that are demanded; to be kept, since it is asked for each node. */
    public Predicate<Map<String, String>> admission() {
        List<Label> demanded = labels.stream().map(Label::of).toList();
        return labelsOfNode -> {
            for (Label label : demanded) {
                if (!label.isAmong(labelsOfNode)) {
                    return false;
                }
            }
            return true;
        };
    }
}
