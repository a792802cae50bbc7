package io.mr3.am.group;

import java.util.List;

/**
 * What one scheduling pass decides.
 *
 * @param placements in order
 * @param revocations leases whose slots a producer needs
 */
record Schedule(List<Placement> placements, List<Revocation> revocations) {
    /** A decision to take slots away from {@code victim}, for {@code producer}. */
    record Revocation(Lease victim, Lease producer) {}
}
