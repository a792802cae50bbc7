/**
 * ContainerGroups: workers of one kind, shared by DAGs. A {@link io.mr3.am.group.ContainerGroup} owns leases and
 * workers on its mailbox and schedules once per turn; the {@link io.mr3.am.group.ContainerBroker} owns containers on
 * its own and is the only caller of the resource manager. A group declares how many workers it needs, the broker makes
 * it so.
 */
package io.mr3.am.group;
