package io.mr3.am.lease;

import io.mr3.common.Resources;

/**
 * What a ContainerGroup can hold, as input initialisers need it to size splits; never zero, and steady while a DAG
 * initialises: the most that the group may grow to where that is bounded, else what it has.
 *
 * @param total memory and cores for attempts
 * @param nodes hosts with workers, at least 1
 */
public record GroupCapacity(Resources total, int nodes) {}
