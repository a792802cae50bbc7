package io.mr3.am.group;

/** Hears that no more workers will come. On the broker's mailbox; must not block. */
@FunctionalInterface
public interface SupplyEnd {
    /**
     * It comes.
     *
     * @param reason in one line
     * @param forGood false if the resource manager only wants the application to end, and may take it again some day
     */
    void comes(String reason, boolean forGood);
}
