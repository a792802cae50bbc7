package io.mr3.common.fsm;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a machine decides: its next state, and what its owner shall do then, in order.
 *
 * @param <S> states
 * @param <A> what can be done
 */
public record Step<S, A>(S next, List<Consumer<A>> effects) {
    @SafeVarargs
    public static <S, A> Step<S, A> to(S next, Consumer<A>... effects) {
        return new Step<>(next, List.of(effects));
    }
}
