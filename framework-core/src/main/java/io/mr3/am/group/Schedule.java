package io.mr3.am.group;

import java.util.List;

/**
 * What one scheduling pass decides.
 *
 * @param placements in order
 * @param revocations leases whose slots a producer needs
 * @param waitsForWorkers whether requests wait for a while though there is room: another pass is needed then
 */
record Schedule(List<Placement> placements, List<Revocation> revocations, boolean waitsForWorkers) {
    /** A decision to take slots away from {@code victim}, for {@code producer}. */
    record Revocation(Lease victim, Lease producer) {}
}
