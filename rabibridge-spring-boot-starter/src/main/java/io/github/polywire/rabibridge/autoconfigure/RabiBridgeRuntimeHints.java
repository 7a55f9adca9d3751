package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.ServedFunction;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What the libraries of the starter load by name.
 */
class RabiBridgeRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (String buffer : new String[] { "MessageBuffer", "MessageBufferU", "MessageBufferBE" }) {
			hints.reflection()
				.registerTypeIfPresent(classLoader, "org.msgpack.core.buffer." + buffer,
						MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
		hints.resources().registerPattern("linux/*/libzstd-jni*");
		hints.resources().registerPattern("darwin/*/libzstd-jni*");
		hints.resources().registerPattern("win/*/libzstd-jni*");
		for (String type : new String[] { "Zstd", "ZstdException" }) {
			hints.jni()
				.registerType(TypeReference.of("com.github.luben.zstd." + type), MemberCategory.INVOKE_DECLARED_METHODS,
						MemberCategory.ACCESS_DECLARED_FIELDS);
		}
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), ServedFunction.class,
				RemoteCallPlugin.class);
	}

}
