package io.github.polywire.rabibridge.listener;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a handler method that takes an argument of the call.
 *
 * @param index its index among all parameters of the method
 * @param position its index among those that take arguments
 * @param name the keyword that the argument may be passed under
 * @param type what the argument is bound to; the element's type of variable arguments,
 * the value's of an optional
 * @param shape how the argument is passed on
 * @param nullable whether it may be missing or {@code null}
 * @param defaultValue what a missing argument is, or {@code null} if there is no default
 */
record HandlerParameter(int index, int position, String name, Type type, Shape shape, boolean nullable,
		@Nullable Object defaultValue) {

	enum Shape {

		PLAIN, OPTIONAL, VARIABLE

	}

}
