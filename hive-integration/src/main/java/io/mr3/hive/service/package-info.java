/** Hive's services in processes of their own: each prepares its process as the shell does and hands over to Hive's own main. */
package io.mr3.hive.service;
