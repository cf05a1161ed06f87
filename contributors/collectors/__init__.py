"""Collectors: pictures that approved people posted elsewhere, fetched as far as their consent goes.

Plain: `x` and `discord` walk an account's posts or a channel's messages, oldest first, and yield what happened as
values of `posts`; `consent` says what may be taken, `download` fetches it within bounds, `rates` waits. Nothing
here keeps anything: the caller stores each picture and the resume point that comes with it, and asks again from
there. A secret never stands in a refusal's sentence.
"""
