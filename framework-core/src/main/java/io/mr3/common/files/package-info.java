/** Directories that have an owner, how to delete them, and whether their disks are good. */
package io.mr3.common.files;
