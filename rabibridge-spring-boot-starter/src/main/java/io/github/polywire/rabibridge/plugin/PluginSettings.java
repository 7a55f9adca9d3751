package io.github.polywire.rabibridge.plugin;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where plugins are and how they are watched.
 *
 * @param directory the directory that holds the jars
 * @param reload whether jars that are added, replaced or removed are loaded, swapped and
 * unloaded at run time
 * @param pollInterval how often the directory is looked at
 * @param quietPeriod how long a jar must have been unchanged to be taken for whole
 */
public record PluginSettings(Path directory, boolean reload, Duration pollInterval, Duration quietPeriod) {

}
