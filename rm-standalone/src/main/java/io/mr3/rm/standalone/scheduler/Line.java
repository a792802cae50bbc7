package io.mr3.rm.standalone.scheduler;

/** Applications that wait for their turn, in one pass. One is taken out for its turn and put back afterwards. */
sealed interface Line permits QueueTurns, Turns {
    boolean isEmpty();

    /** Takes out the one whose turn it is. There must be one. */
    Applicant next();

    void add(Applicant applicant);
}
