"""The proxied application: answers each text message with itself. It relies on the proxy for access."""

import sys

from aiohttp import WSMsgType, web


async def echo(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse()
    if not socket.can_prepare(request):
        return web.Response(text="an echo is behind this page's WebSocket\n")
    await socket.prepare(request)
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            await socket.send_str(message.data)
    return socket


app = web.Application()
app.router.add_get("/", echo)

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
