package io.mr3.config;

/** How the vertices of a DAG are spread over ContainerGroups. */
public enum GroupScheme {
    /** All in one. */
    ALL_IN_ONE,
    /** Those that read tables in one, those that read what others have shuffled in another. */
    PER_MAP_REDUCE,
    /** Each in its own. */
    PER_VERTEX
}
