package io.mr3.simulation;

import io.mr3.rpc.proto.AttemptEnd.Outcome;

/** What every attempt of a poisoned task does, so that its DAG must fail, and no other. */
enum Poison {
    THROWS {
        @Override
        void taken(LifelikeAttempt attempt) {
            attempt.fail("poison");
        }
    },
    FATAL {
        @Override
        void taken(LifelikeAttempt attempt) {
            attempt.end(Outcome.FATAL, "poison");
        }
    },
    /** The worker gives itself up, after the attempt has told why. */
    ENDS_WORKER {
        @Override
        void taken(LifelikeAttempt attempt) {
            attempt.process().harm();
            attempt.endWithWorker("poison");
            attempt.listener().poisoned(attempt.id(), new OutOfMemoryError("poison"));
        }
    },
    /** Nobody can say who it was. */
    CRASHES_WORKER {
        @Override
        void taken(LifelikeAttempt attempt) {
            attempt.process().crash();
        }
    };

    abstract void taken(LifelikeAttempt attempt);
}
