/** Directories that have an owner, and how to delete them. */
package io.mr3.common.files;
