import os
import socket
import sys

server = socket.create_server(("127.0.0.1", int(os.environ.get("PORT") or sys.argv[-1])))
while True:
    connection, _ = server.accept()
    connection.recv(10000)
    connection.send(b"SSH-2.0 hello\r\n\r\n")
    connection.close()
