package io.mr3.am.group;

import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which workers change hands while groups together want more than there is: those where nothing runs go to groups with
 * attempts that could run at once. Pure.
 *
 * <ol>
 *   <li>A worker of the same kind goes over as it is, also with outputs that are needed: it goes on serving them.
 *   <li>An idle worker of another kind leaves, and makes room for one of the right kind.
 *   <li>A group without any worker also gets one of its kind on which attempts only wait for inputs; these are taken back.
 *   <li>What was lost and must run again goes before what comes later in its DAG, since that may wait for it: a group without
 *       any worker gets one on which nothing else runs.
 *   <li>If nothing works anywhere, or if something must run again, outputs decide: a group without any worker has one of another
 *       kind ended although its outputs will have to be made again; that of a group which has more, or else one that only
 *       serves DAGs behind its own.
 * </ol>
 */
final class Relief {
    private final List<Party> parties;
    private final Set<WorkerId> moving;
    private final boolean quiet;
    private final List<Move> moves = new ArrayList<>();

    /** How a worker changes hands. */
    enum Way {
        /** It goes on in the other group. */
        HAND_OVER,
        /** It ends, since nobody needs it. */
        SEND_AWAY,
        /** It ends, although somebody needs it. */
        GIVE_UP
    }

    /**
     * A worker that is to change hands.
     *
     * @param reruns what may take the place of later attempts of its own DAGs
     */
    record Move(WorkerId worker, String from, String to, Way way, Map<DagId, Integer> reruns) {}

    /**
     * A group.
     *
     * @param requested workers that were asked for and not granted
     * @param there workers that have started
     * @param coming workers that are on their way from other groups, or whose end makes room
     */
    record Party(String name, WorkerKind kind, Need need, int requested, int there, int coming) {
        private int missing() {
            return Math.min(need.urgent(), requested) - coming;
        }
    }

    /** An offer and whose it is. */
    private record Choice(Party from, Offer offer, boolean sameKind) {}

    private Relief(List<Party> parties, Set<WorkerId> moving) {
        this.parties = parties;
        this.moving = new HashSet<>(moving);
        this.quiet = moving.isEmpty() && parties.stream().noneMatch(party -> party.need.works());
    }

    /**
     * What to do now.
     *
     * @param moving workers that change hands already
     */
    static List<Move> moves(List<Party> parties, Set<WorkerId> moving) {
        Relief relief = new Relief(parties, moving);
        parties.forEach(relief::relieve);
        return relief.moves;
    }

    private void relieve(Party needy) {
        for (int i = 0; i < needy.missing(); i++) {
            Optional<Choice> choice = choose(needy);
            if (choice.isEmpty()) {
                return;
            }
            Choice chosen = choice.get();
            Way way = chosen.sameKind
                    ? Way.HAND_OVER
                    : chosen.offer.state() == Offer.State.SPARE ? Way.SEND_AWAY : Way.GIVE_UP;
            moving.add(chosen.offer.worker());
            moves.add(new Move(chosen.offer.worker(), chosen.from.name, needy.name, way, needy.need.reruns()));
        }
    }

    private Optional<Choice> choose(Party needy) {
        boolean hasNone =
                needy.there + needy.coming == 0 && moves.stream().noneMatch(move -> move.to.equals(needy.name));
        return offersTo(needy)
                .filter(choice -> rank(choice) < 3 || hasNone && mayBeTaken(choice, needy))
                .min(Comparator.comparingInt(Relief::rank))
                .or(() -> hasNone && moves.isEmpty() ? lastResort(needy) : Optional.empty());
    }

    private Stream<Choice> offersTo(Party needy) {
        return parties.stream()
                .filter(party -> !party.name.equals(needy.name))
                .flatMap(party -> party.need.offers().stream()
                        .filter(offer -> !moving.contains(offer.worker()))
                        .map(offer -> new Choice(party, offer, party.kind.equals(needy.kind))));
    }

    private static boolean mayBeTaken(Choice choice, Party needy) {
        return choice.sameKind && choice.offer.yieldsTo(needy.need.reruns());
    }

    private static int rank(Choice choice) {
        return switch (choice.offer.state()) {
            case SPARE -> choice.sameKind ? 0 : 2;
            case RESTING -> choice.sameKind ? 1 : 5;
            case WAITING -> choice.sameKind ? 3 : 5;
            case WORKING -> choice.sameKind ? 4 : 5;
        };
    }

    /** Of groups with several workers first; else of the DAG that is last in the order, if that is behind all who wait here. */
    private Optional<Choice> lastResort(Party needy) {
        if (!quiet && needy.need.reruns().isEmpty()) {
            return Optional.empty();
        }
        List<Choice> all = offersTo(needy)
                .filter(choice -> choice.offer.yieldsTo(needy.need.reruns()))
                .toList();
        return all.stream().filter(choice -> choice.from.there > 1).findFirst().or(() -> all.stream()
                .filter(choice -> isBehind(choice.offer, needy.need))
                .max(Comparator.comparing(choice -> choice.offer.first(), Comparator.nullsLast(Offer.ORDER))));
    }

    private static boolean isBehind(Offer offer, Need needy) {
        return offer.first() == null || needy.first() != null && Offer.ORDER.compare(offer.first(), needy.first()) > 0;
    }
}
