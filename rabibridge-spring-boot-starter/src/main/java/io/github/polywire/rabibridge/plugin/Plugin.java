package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.listener.RemoteCallGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One version of a plugin, loaded: its class loader, its context and its functions.
 *
 * @param name the name of the jar
 * @param jar the copy of the jar that it is loaded from
 * @param classLoader loads its classes
 * @param context holds its beans
 * @param group its functions
 * @param loadedAt when it was loaded
 */
record Plugin(String name, PluginJar jar, URLClassLoader classLoader, ConfigurableApplicationContext context,
		RemoteCallGroup group, Instant loadedAt) {

	private static final Log logger = LogFactory.getLog(Plugin.class);

	boolean sharesFunctionWith(Plugin other) {
		return !Collections.disjoint(this.group.functions(), other.group.functions());
	}

	RemoteCallPlugin describe(@Nullable String error) {
		List<String> functions = this.group.functions().stream().map(FunctionKey::toString).toList();
		return new RemoteCallPlugin(this.name, this.loadedAt, functions, error);
	}

	/**
	 * Ends the plugin's beans and gives up its classes, when none of its functions is
	 * served any more.
	 */
	void close() {
		try {
			this.context.close();
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("The beans of plugin " + this.name + " ended badly", ex);
		}
		release(this.classLoader, this.jar);
	}

	static void release(URLClassLoader classLoader, PluginJar jar) {
		try {
			classLoader.close();
			jar.delete();
		}
		catch (IOException ex) {
			logger.warn("The copy of a plugin's jar cannot be deleted", ex);
		}
	}

}
