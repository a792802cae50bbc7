/**
 * The public extension point for services that run in the workers of a ContainerGroup, beside the attempts of all DAGs and
 * outliving them. See {@code docs/extending.md}.
 */
package io.mr3.daemon;
