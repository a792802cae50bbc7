package io.mr3.testkit;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import java.util.concurrent.Executor;

/** Mailboxes of one process of a {@link VirtualMailboxes} world, which can stand still for a while, or die. */
public final class VirtualProcess implements Mailboxes {
    private final VirtualMailboxes world;
    private boolean stopped;
    private boolean dead;

    VirtualProcess(VirtualMailboxes world) {
        this.world = world;
    }

    @Override
    public Mailbox create(String name, Owner owner) {
        return world.create(name, owner, this);
    }

    @Override
    public Executor io() {
        return task -> world.runLater(task, this);
    }

    /** Nothing runs here until {@link #resume}; messages and timers wait. */
    public void stop() {
        stopped = true;
    }

    public void resume() {
        stopped = false;
    }

    /** Nothing runs here ever again. */
    public void kill() {
        dead = true;
        world.drop(this);
    }

    /** Whether it was not killed. */
    public boolean isAlive() {
        return !dead;
    }

    /** Whether it is alive and does not stand still. */
    public boolean isRunning() {
        return !stopped && !dead;
    }
}
